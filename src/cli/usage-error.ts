import type { Command, CommanderError } from "commander";
import { InputError } from "../numerics/input-error.ts";
import { list, quote } from "../numerics/quote.ts";

/**
 * Turns the error of commander about the arguments of `command` into one sentence, which says which argument is wrong, what is wrong
 * with it, and what is allowed.
 */
export function usageError(command: Command, error: CommanderError): Error {
  if (error.exitCode === 0) return error;
  const name = command.parent ? `scorebook ${command.name()}` : "scorebook";
  const suggestion = /\(Did you mean (?:one of )?(.+?)\?\)/.exec(error.message)?.[1];
  const meant = suggestion ? `; did you mean ${suggestion}?` : "";
  switch (error.code) {
    case "commander.help":
      return new InputError({
        argument: "scorebook",
        problem: `needs a command: ${list(commandNames(command), "or")}`,
      });
    case "commander.unknownCommand":
      return new InputError({
        argument: quote(command.args[0] ?? ""),
        problem: `is not a command of scorebook; allowed are ${list(commandNames(command), "and")}${meant}`,
      });
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
      const extra = command.args[command.registeredArguments.length] ?? "";
      return new InputError({
        argument: quote(extra),
        problem: `cannot be used: ${name} takes options only (${list(optionNames(command), "and")}); put a value that contains spaces in quotes`,
      });
    }
    default:
      return new InputError({
        argument: name,
        problem: error.message.replace(/^error: /, "").replaceAll(/\s*\n\s*/g, " "),
      });
  }
}

function commandNames(command: Command): string[] {
  return command.commands.map((known) => known.name());
}

function optionNames(command: Command): string[] {
  return [...command.options.map((option) => option.long ?? option.flags), "--help"];
}
