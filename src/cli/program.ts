import { Command } from "commander";
import { packageVersion } from "../project.ts";
import { register as bench } from "./commands/bench/bench.ts";
import { register as certify } from "./commands/certify/certify.ts";
import { register as check } from "./commands/check/check.ts";
import { register as doctor } from "./commands/doctor.ts";
import { register as exportModel } from "./commands/export/export.ts";
import { register as figures } from "./commands/figures.ts";
import { register as fit } from "./commands/fit/fit.ts";
import { register as lab } from "./commands/lab.ts";
import { register as localMean } from "./commands/local-mean.ts";
import { register as modes } from "./commands/modes/modes.ts";
import { register as monomial } from "./commands/monomial.ts";
import { register as notebooks } from "./commands/notebooks.ts";
import { register as loss } from "./commands/reconstruct/loss.ts";
import { register as reconstruct } from "./commands/reconstruct/reconstruct.ts";
import { register as reproduce } from "./commands/reproduce/reproduce.ts";
import { register as denoise } from "./commands/rows/denoise.ts";
import { register as describe } from "./commands/rows/describe.ts";
import { register as sample } from "./commands/sample/sample.ts";
import { register as score } from "./commands/score.ts";
import { register as setup } from "./commands/setup.ts";
import { register as sweep } from "./commands/sweep/sweep.ts";
import { register as train } from "./commands/train/train.ts";
import { register as verify } from "./commands/verify/verify.ts";
import { checkRequiredOptions } from "./inputs/required-option.ts";
import { usageError } from "./usage-error.ts";

type Register = (program: Command) => void;

/** The commands, grouped by their purpose as in the help. */
const groups: readonly (readonly [heading: string, commands: readonly Register[]])[] = [
  ["The paper", [verify, figures, reproduce, certify, notebooks, lab]],
  ["A density of your own", [reconstruct, loss, localMean, monomial]],
  [
    "Data of your own",
    [fit, train, score, denoise, describe, modes, sample, (program) => sweep(program, createProgram)],
  ],
  ["A model of your own", [check, exportModel]],
  ["This machine", [setup, doctor, bench]],
];

/** The command `scorebook`. Each subcommand loads its modules only when it runs, so that it starts fast. */
export function createProgram(): Command {
  const program = new Command("scorebook")
    .description(
      'The paper "What Regularized Auto-Encoders Learn" as software, which measures its claims and draws its figures.',
    )
    .version(packageVersion())
    .helpCommand("help [command]", "describe a command")
    .addHelpText(
      "after",
      "\nThe exit status is 0 if everything was done, 1 if something failed (a claim does not hold, a tool is missing), and 2 if the input cannot be used.",
    );
  for (const [heading, commands] of groups) {
    program.commandsGroup(`${heading}:`);
    for (const register of commands) register(program);
  }
  for (const command of [program, ...program.commands, ...program.commands.flatMap((one) => one.commands)]) {
    // Commander's own error text is replaced by one sentence; help still goes to standard output.
    command.configureOutput({ writeErr: () => {} });
    command.exitOverride((error) => {
      throw usageError(command, error);
    });
    command.helpOption("-h, --help", "describe this command");
  }
  program.hook("preAction", (_program, command) => checkRequiredOptions(command));
  return program;
}

/** The commands, one line for each group. `scorebook` without arguments prints this text. */
export function shortHelp(program: Command): string {
  const lines = groups.map(([heading]) => {
    const names = program.commands.filter((command) => command.helpGroup() === `${heading}:`).map((one) => one.name());
    return `  ${heading.padEnd(24)}${names.join(", ")}`;
  });
  const more = "scorebook help COMMAND describes a command, with examples; scorebook --help lists all of them.";
  return `${program.description()}\n\n${lines.join("\n")}\n\n${more}\n`;
}
