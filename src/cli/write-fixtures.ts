import { join } from "node:path";
import { writeFixtures } from "../fixtures/write-fixtures.ts";
import { projectRoot } from "../project.ts";

// The program behind `npm run fixtures`: computes the pack of fixtures for others and writes it into fixtures/.
writeFixtures(join(projectRoot(), "fixtures"), (name) => {
  process.stdout.write(`Written: fixtures/${name}.json, fixtures/${name}.npz\n`);
});
