import type { Command } from "commander";
import { InputError } from "../../numerics/input-error.ts";
import { parseNumber } from "../../numerics/parse-number.ts";
import { quote } from "../../numerics/quote.ts";
import { examples } from "../inputs/examples.ts";
import { parsePositive } from "../inputs/number.ts";
import { RequiredOption } from "../inputs/required-option.ts";

interface Options {
  readonly powers: readonly number[];
  readonly radius?: number;
  readonly sphere?: boolean;
  readonly absolute?: true;
  readonly json?: true;
}

/** `scorebook monomial`: integrals of monomials over balls and spheres. */
export function register(program: Command): void {
  program
    .command("monomial")
    .description("compute the integral of a monomial x1^a1 ... xd^ad over a ball or a sphere")
    .addOption(powersOption())
    .option("--sphere", "integrate over the sphere instead of the ball")
    .option("--radius <R>", "radius of the ball or the sphere (default: 1)", (text) => parsePositive(text, "--radius"))
    .option("--absolute", "integrate |x1|^a1 ... |xd|^ad instead; the powers need not be whole numbers")
    .option("--json", "print value and its errorEstimate as one JSON object")
    .addHelpText("after", examples("scorebook monomial --powers 2,0,4 --sphere"))
    .action(async ({ powers, radius = 1, sphere = false, absolute, json }: Options) => {
      const [integrals, { namingOption }, output] = await Promise.all([
        import("../../numerics/quadrature/ball-integrals.ts"),
        import("../inputs/naming-option.ts"),
        import("../output/output.ts"),
      ]);
      if (!absolute && !powers.every(Number.isInteger)) {
        throw new InputError({
          argument: "--powers",
          allowed: "whole numbers",
          problem: powers.join(","),
          advice: "with --absolute they need not be",
        });
      }
      const integral = absolute ? integrals.absoluteMonomialEstimate : integrals.monomialEstimate;
      const { value, errorEstimate } = namingOption("--powers", () => integral(powers, { radius, sphere }));
      const domain = sphere ? "sphere" : "ball";
      if (json)
        return output.printJson({
          value,
          errorEstimate,
          powers,
          dim: powers.length,
          domain,
          radius,
          absolute: absolute ?? false,
        });
      process.stdout.write(`${output.formatNumber(value, 15)}\n`);
    });
}

function powersOption(): RequiredOption {
  const option = new RequiredOption("--powers <A>", "the powers, one per dimension, separated by commas such as 2,0,4");
  option.argParser((text: string): readonly number[] =>
    text.split(",").map((part) => {
      const power = parseNumber(part.trim());
      if (!(power >= 0 && Number.isFinite(power))) {
        throw new InputError({
          argument: "--powers",
          allowed: "numbers from 0 up, separated by commas",
          problem: quote(text),
        });
      }
      return power;
    }),
  );
  return option;
}
