#!/usr/bin/env node
import { readModelsFromDisk } from "../autoencoder/plans/models-on-disk.ts";
import { run } from "./run.ts";

readModelsFromDisk();
process.exitCode = await run(process.argv.slice(2));
