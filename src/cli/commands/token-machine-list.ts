import { checkMachineNeeds, listMachineTokens, stateOfToken } from "../../actions/machine-tokens.ts";
import { chooseTarget } from "../../actions/target.ts";
import { withLogin } from "../../actions/use-login.ts";
import type { ListedToken } from "../../core/provider.ts";
import type { Command } from "../command.ts";
import { cell } from "../render/table.ts";
import { rfc3339, timeCell } from "../render/time.ts";
import { count, list, nullable, object, oneOf, text, time, truth } from "../schema/words.ts";

const tokenSchema = object({
  id: text,
  profile: nullable(text),
  provider: text,
  name: nullable(text),
  token_type: oneOf("session", "jwt", "api_key", "auth_token"),
  state: oneOf("active", "expired", "revoked"),
  current: truth,
  read_only: nullable(truth),
  user_id: nullable(text),
  created_at: nullable(time),
  last_activity_at: nullable(time),
  expires_at: nullable(time),
});

const columns = ["name", "state", "type", "read only", "user", "active", "expires", ""];

export const tokenMachineList: Command = {
  details:
    "Every machine token that the server shows to this login, other users' too where it may see them. No value is\n" +
    "shown: a token is printed once, when it is minted.",
  examples: [
    "fob token machine list",
    "fob token machine list --jsonl | jq -r 'select(.name == \"ci\") | .id'",
  ],
  output: { data: list(tokenSchema), meta: object({ count }) },
  async run(app) {
    const target = await chooseTarget(app);
    checkMachineNeeds(app, target, ["machine_list"]);
    const { login, tokens } = await withLogin(app, target, async (one) => ({
      login: one,
      tokens: await listMachineTokens(app, one),
    }));
    const now = app.clock.now();
    const whose = { profile: login.profile?.name ?? null, provider: login.definition.info.id };
    return {
      data: tokens.map((one) => listedJson(one, whose, now)),
      meta: { count: tokens.length },
      table: {
        columns: [{ title: "id", whole: true }, ...columns.map((title) => ({ title }))],
        rows: tokens.map((one) => rowOf(one, now)),
        empty: "The server shows no machine token.",
      },
    };
  },
};

function listedJson(one: ListedToken, whose: { profile: string | null; provider: string }, now: Date) {
  return {
    id: one.id,
    ...whose,
    name: one.name,
    token_type: one.tokenType,
    state: stateOfToken(one, now),
    current: one.current,
    read_only: one.readOnly,
    user_id: one.userId,
    created_at: rfc3339(one.createdAt),
    last_activity_at: rfc3339(one.lastActivityAt),
    expires_at: rfc3339(one.expiresAt),
  };
}

function rowOf(one: ListedToken, now: Date) {
  return [
    cell(one.id),
    cell(one.name),
    cell(stateOfToken(one, now)),
    cell(one.tokenType),
    cell(one.readOnly === null ? null : String(one.readOnly)),
    cell(one.userId),
    timeCell(one.lastActivityAt, now),
    timeCell(one.expiresAt, now, "never"),
    cell(String(one.current), one.current ? "this one" : ""),
  ];
}
