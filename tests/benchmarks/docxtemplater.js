// Renders the same template and values once for each line it reads; prints the milliseconds it took.
"use strict";

const fs = require("fs");
const readline = require("readline");
const Docxtemplater = require("docxtemplater");
const PizZip = require("pizzip");

const [form, data, target] = process.argv.slice(2);
const template = fs.readFileSync(form);
const values = JSON.parse(fs.readFileSync(data, "utf-8"));
let last = null;

function step(value, name) {
  return value === null || value === undefined ? undefined : value[name];
}

// "若 a.b or c" asks whether there is any; " + 1" of a figure is left out.
function parser(tag) {
  const asks = tag.startsWith("若 ");
  const bare = tag.replace(/^若 /, "").replace(/ \+ \d+$/, "");
  const ways = bare.split(" or ").map((each) => each.split("."));
  const first = (scope) => ways.map((way) => way.reduce(step, scope)).reduce((a, b) => a || b);
  const there = (value) => (Array.isArray(value) ? value.length > 0 : Boolean(value));
  const found = (value) => (asks && value !== undefined ? there(value) : value);
  return { get: (scope) => (tag === "." ? scope : found(first(scope))) };
}

function render() {
  const document = new Docxtemplater(new PizZip(template), { paragraphLoop: true, parser });
  document.render(values);
  return document.getZip().generate({ type: "nodebuffer", compression: "DEFLATE" });
}

readline
  .createInterface({ input: process.stdin })
  .on("line", () => {
    const start = process.hrtime.bigint();
    last = render();
    process.stdout.write(`${Number(process.hrtime.bigint() - start) / 1e6}\n`);
  })
  .on("close", () => fs.writeFileSync(target, last));
