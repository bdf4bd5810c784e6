import type { Benchmark } from "./benchmark.ts";
import { daePointsBenchmark } from "./dae-points.ts";
import { denoisingLossBenchmark } from "./denoising-loss.ts";
import { fitBenchmark } from "./fit.ts";
import { growthBenchmark } from "./growth.ts";
import { rcae1dBenchmark } from "./rcae-1d.ts";
import { rcae2dBenchmark } from "./rcae-2d.ts";
import { samplingBenchmark } from "./sampling.ts";
import { spiralTrainingBenchmark } from "./spiral-training.ts";

/** Every benchmark of `scorebook bench`. */
export const benchmarks: readonly Benchmark[] = [
  rcae1dBenchmark,
  daePointsBenchmark,
  rcae2dBenchmark,
  denoisingLossBenchmark,
  spiralTrainingBenchmark,
  samplingBenchmark,
  fitBenchmark,
  growthBenchmark,
];
