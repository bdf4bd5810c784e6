import { join } from "node:path";
import { writeFixtures } from "../fixtures/write-fixtures.ts";
import { projectRoot } from "../project.ts";

// `npm run fixtures` runs this program. It computes the fixtures for other projects and writes them into fixtures/.
writeFixtures(join(projectRoot(), "fixtures"), (name) => {
  process.stdout.write(`Written: fixtures/${name}.json, fixtures/${name}.npz\n`);
});
