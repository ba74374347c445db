// Makes the script of the reading page's charts, with the licences of all that is in it on top.
import { readFileSync, readdirSync } from "node:fs";
import { build } from "esbuild";

const OUT = "../../src/aidememoire/report/web/vega.js";

const options = {
  entryPoints: ["entry.js"],
  bundle: true,
  minify: true,
  format: "iife",
  globalName: "vega",
  target: "es2022",
  legalComments: "none",
};

/** The packages that a bundle holds, by folder. */
function packages(metafile) {
  const folders = Object.keys(metafile.inputs).map((file) => /^node_modules\/(?:@[^/]+\/)?[^/]+/u.exec(file)?.[0]);
  return [...new Set(folders.filter(Boolean))].toSorted();
}

/** The licences, each once, with the packages that are under it. */
function licences(folders) {
  const found = new Map();
  for (const folder of folders) {
    const { name, version } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
    const file = readdirSync(folder).find((one) => /^licen[cs]e/iu.test(one));
    if (!file) throw new Error(`${name} has no licence`);
    const text = readFileSync(`${folder}/${file}`, "utf8").trim().replaceAll("\r", "").replaceAll("*/", "* /");
    found.set(text, [...(found.get(text) ?? []), `${name} ${version}`]);
  }
  return [...found].map(([text, names]) => `${names.join(", ")}\n\n${text}`).join("\n\n---\n\n");
}

const { metafile } = await build({ ...options, metafile: true, write: false });
const banner = `/*! Made by \`make vega\`; not to be edited.\n\n${licences(packages(metafile))}\n*/`;
await build({ ...options, outfile: OUT, banner: { js: banner } });
