// What `make run` opens on: the same newcomer, with play money. Environment and output: see newcomer.mjs.
process.env.NAME = "paper";
await import("./newcomer.mjs");
