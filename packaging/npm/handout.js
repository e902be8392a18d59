#!/usr/bin/env node
// Runs the program from the package for this platform, which npm installed as an optional dependency.
"use strict";

const { spawn } = require("node:child_process");
const { constants } = require("node:os");

function platformPackage() {
  const { platform, arch, report } = process;
  if (platform !== "linux") return `handout-${platform}-${arch}`;
  // Only a Node.js that is linked with glibc reports its version.
  const isGlibc = Boolean(report.getReport().header.glibcVersionRuntime);
  return `handout-${platform}-${arch}-${isGlibc ? "gnu" : "musl"}`;
}

function findProgram() {
  const name = platformPackage();
  try {
    return require.resolve(`${name}/bin/handout${process.platform === "win32" ? ".exe" : ""}`);
  } catch {
    console.error(`error: the package ${name} with the program for this platform is not installed`);
    console.error("help: install again with optional dependencies; if there is no such package, compile Handout with Cargo");
    process.exit(2);
  }
}

const child = spawn(findProgram(), process.argv.slice(2), { stdio: "inherit" });
// The terminal sends Ctrl-C to both processes. The program decides what to do; this one waits for it.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => signal === "SIGINT" || child.kill(signal));
}
child.on("error", (error) => {
  console.error(`error: cannot run the program: ${error.message}`);
  process.exit(2);
});
child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
