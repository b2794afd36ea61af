import { basename, join, resolve } from "node:path";
import fc from "fast-check";
import { FobError } from "../../src/core/errors.ts";
import { checkProfileName, isProfileName } from "../../src/core/profile.ts";
import { property } from "../support/property.ts";

const allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-@";
const near = fc.string({ unit: fc.constantFrom(...allowed), maxLength: 66 });
const names = fc.oneof(
  near,
  fc.string({ unit: fc.constantFrom(..."./-@a\\\u0000\n é%"), maxLength: 5 }),
  fc.tuple(near, fc.string({ unit: "binary", maxLength: 2 }), near).map((parts) => parts.join("")),
);

property(
  "any text as a profile name",
  "taken or refused as the contract says",
  fc.property(names, (name) => {
    const grammatical =
      name.length >= 1 && name.length <= 64 && [...name].every((one) => allowed.includes(one));
    const usable = grammatical && name !== "." && name !== ".." && !name.startsWith("-");
    return isProfileName(name) === usable;
  }),
);

property(
  "any text as the file of a profile",
  "one file in its folder, or refused unsaid",
  fc.property(names, (name) => {
    try {
      const path = join("/config/profiles", `${checkProfileName(name)}.json`);
      return resolve(path) === `/config/profiles/${name}.json` && basename(path) === `${name}.json`;
    } catch (error) {
      if (!(error instanceof FobError)) throw error;
      return error.code === "usage" && error.message === "That is not a profile name.";
    }
  }),
);
