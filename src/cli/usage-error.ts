import type { Command, CommanderError } from "commander";
import { InputError } from "../numerics/input-error.ts";
import { list, quote } from "../numerics/quote.ts";

/**
 * Turns the error of commander about the arguments of `command` into one sentence, which says which argument is wrong, what is wrong
 * with it, and what is allowed.
 */
export function usageError(command: Command, error: CommanderError): Error {
  if (error.exitCode === 0) return error;
  const name = nameOf(command);
  const suggestion = /\(Did you mean (?:one of )?(.+?)\?\)/.exec(error.message)?.[1];
  const meant = suggestion ? `; did you mean ${suggestion}?` : "";
  switch (error.code) {
    // Commander asks for the help of a command that does not exist: scorebook help NAME.
    case "commander.help":
    case "commander.unknownCommand":
      return new InputError({
        argument: quote(command.args[error.code === "commander.help" ? 1 : 0] ?? ""),
        problem: `is not a command of ${name}; allowed are ${list(commandNames(command), "and")}${meant}`,
      });
    case "commander.missingArgument": {
      const missing = command.registeredArguments.find((argument) => error.message.includes(`'${argument.name()}'`));
      return new InputError({
        argument: missing?.name() ?? name,
        problem: `is missing; ${name} needs ${missing?.description}`,
      });
    }
    case "commander.unknownOption": {
      const flag = /'([^']*)'/.exec(error.message)?.[1]?.split("=")[0] ?? "";
      if (command.options.some(({ long }) => long === flag))
        return new InputError({ argument: flag, problem: "takes no value" });
      return new InputError({
        argument: flag,
        problem: `is not an option of ${name}; allowed are ${list(optionNames(command), "and")}${meant}`,
      });
    }
    case "commander.optionMissingArgument": {
      const option = command.options.find((known) => error.message.includes(`'${known.flags}'`));
      return new InputError({
        argument: option?.long ?? name,
        problem: `needs a value after it: ${option?.description}`,
      });
    }
    case "commander.excessArguments": {
      const known = command.registeredArguments;
      const taken =
        known.length === 0
          ? "options only"
          : `${list(
              known.map((one) => one.name()),
              "and",
            )} and options`;
      return new InputError({
        argument: quote(command.args[known.length] ?? ""),
        problem: `cannot be used: ${name} takes ${taken} (${list(optionNames(command), "and")}); put a value that contains spaces in quotes`,
      });
    }
    default:
      return new InputError({
        argument: name,
        problem: error.message.replace(/^error: /, "").replaceAll(/\s*\n\s*/g, " "),
      });
  }
}

/** A command as it is typed: "scorebook sweep merge". */
function nameOf(command: Command): string {
  return command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();
}

function commandNames(command: Command): string[] {
  return command.commands.map((known) => known.name());
}

function optionNames(command: Command): string[] {
  const shown = command.options.filter(({ hidden }) => !hidden);
  return [...shown.map((option) => option.long ?? option.flags), "--help"];
}
