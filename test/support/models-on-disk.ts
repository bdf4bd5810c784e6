import { readModelsFromDisk } from "../../src/autoencoder/model/models-on-disk.ts";

readModelsFromDisk();
