import { readModelsFromDisk } from "../../src/autoencoder/plans/models-on-disk.ts";

readModelsFromDisk();
