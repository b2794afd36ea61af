import { describe, expect, it } from "vitest";
import { providerNamed, requireCapability } from "../../src/actions/providers.ts";
import { chooseTarget } from "../../src/actions/target.ts";
import { envLogin, type FakeAppOptions, failing, fakeApp, told } from "../support/fake-app.ts";
import { refusal } from "../support/refusal.ts";

const profiles = [{ name: "a" }, { name: "b" }, { name: "c" }, { name: "d" }];
const projectFile = async () => ({ profile: "c", path: "/home/ann/.fob.json" });
const everything: FakeAppOptions = {
  profiles,
  selection: { flag: "a", fobProfile: "b", env: envLogin("env-token"), projectFile },
  preferences: { defaultProfile: "d" },
};
const less = (selection: FakeAppOptions["selection"]): FakeAppOptions => ({
  ...everything,
  selection: { ...everything.selection, ...selection },
});

async function chosen(options: FakeAppOptions): Promise<readonly [string, string]> {
  const target = await chooseTarget(fakeApp(options));
  return [target.kind === "env" ? "env" : target.profile.name, target.chosenBy];
}

describe("which login is meant", () => {
  const noEnv = { flag: null, fobProfile: null, env: undefined as never };

  it.each<readonly [string, FakeAppOptions, readonly [string, string]]>([
    ["--profile", everything, ["a", "flag"]],
    ["FOB_PROFILE", less({ flag: null }), ["b", "FOB_PROFILE"]],
    ["FOB_TOKEN", less({ flag: null, fobProfile: null }), ["env", "FOB_TOKEN"]],
    ["the project file", less(noEnv), ["c", "project_file"]],
    ["the default", less({ ...noEnv, projectFile: async () => null }), ["d", "default"]],
    ["the only one", { profiles: [{ name: "a" }] }, ["a", "only"]],
    ["the only one, logged out", { profiles: [{ name: "a", state: "logged_out" }] }, ["a", "only"]],
  ])("%s decides", async (_, options, expected) => {
    expect(await chosen(options)).toEqual(expected);
  });

  it("knows the provider of FOB_PROVIDER by its id, by whatever name it is called", async () => {
    for (const [called, id] of [
      ["acme-too", "acme"],
      ["acme", "acme"],
      ["nosuch", "nosuch"],
    ]) {
      const target = await chooseTarget(fakeApp({ selection: { env: envLogin("env-token", called) } }));
      expect(target.kind === "env" ? target.login.provider : null).toBe(id);
    }
  });

  it.each<readonly [string, FakeAppOptions, object]>([
    [
      "--profile",
      { profiles, selection: { flag: "x" } },
      { code: "usage", message: "There is no profile x.", hint: "The profiles here are: a, b, c, d" },
    ],
    [
      "FOB_PROFILE",
      { profiles, selection: { fobProfile: "x" } },
      { code: "usage", message: "There is no profile x." },
    ],
    [
      "the project file",
      { profiles, selection: { projectFile: async () => ({ profile: "x", path: "/p\u001b/.fob.json" }) } },
      { code: "usage", message: "There is no profile x, which /p\\x1b/.fob.json names." },
    ],
    [
      "the default",
      { profiles, preferences: { defaultProfile: "x" } },
      { code: "usage", message: "There is no profile x, the default." },
    ],
    [
      "--profile, where none is",
      { selection: { flag: "x\u001b" } },
      { code: "usage", message: "There is no profile x\\x1b.", hint: "Log in first: fob login" },
    ],
  ])("is not guessed where %s names one that is not there", async (_, options, failure) => {
    expect(await told(chosen(options))).toMatchObject(failure);
  });

  it("is not guessed among several", async () => {
    expect(await told(chosen({ profiles }))).toEqual({
      code: "usage",
      exit: 2,
      message: "More than one profile is here: a, b, c, d.",
      hint: "Name one with --profile NAME, or make one the default: fob profile use NAME",
    });
  });

  it("is none where there is none", async () => {
    expect(await told(chosen({}))).toEqual({
      code: "not_logged_in",
      exit: 4,
      message: "No login is stored on this machine.",
      hint: "Log in: fob login",
    });
  });

  it("passes on what the variables or the project file say wrong", async () => {
    const unsafe = () => Promise.reject(failing("unsafe_file"));
    expect(await told(chosen({ profiles, selection: { projectFile: unsafe } }))).toMatchObject({ exit: 13 });
    expect(await chosen({ profiles, selection: { flag: "a", projectFile: unsafe } })).toEqual(["a", "flag"]);
  });

  it("warns of a record that cannot be read, and goes on", async () => {
    const app = fakeApp({ profiles: [{ name: "a" }] });
    app.faults.problems.push(failing("local_io", "b is damaged."));
    expect((await chooseTarget(app)).kind).toBe("profile");
    expect(app.warnings).toEqual([{ code: "local_io", message: "b is damaged." }]);
  });
});

describe("a provider", () => {
  const app = fakeApp();

  it("has its id and its other names", () => {
    expect(["acme", "acme-too"].map((id) => providerNamed(app, id).info.id)).toEqual(["acme", "acme"]);
    for (const id of ["ACME", "acm", "", "constructor"])
      expect(refusal(() => providerNamed(app, id))).toEqual(["usage", 2, "There is no such provider."]);
  });

  it("says why it cannot", async () => {
    const info = providerNamed(app, "acme").info;
    expect(requireCapability(info, "login")).toBeUndefined();
    expect(await told((async () => requireCapability(info, "jwt"))())).toEqual({
      code: "unsupported",
      exit: 14,
      message: "ACME: No jwt.",
      hint: "By hand.",
    });
  });
});
