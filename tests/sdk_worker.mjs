// The Open XML SDK for many files: a path in, its judgement out, one a line; argument: the library.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const { validateFile } = await import(pathToFileURL(process.argv[2]));
for await (const path of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await validateFile(path)));
}
