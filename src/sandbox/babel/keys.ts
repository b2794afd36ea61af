import { isRecord, optionalNumber, optionalText } from "../../core/narrow.ts";
import { type Call, forbiddenBy, type Reply, type Route } from "../message.ts";
import { type Door, permission, signedIn } from "./auth.ts";
import { answer, problem, refusal } from "./errors.ts";

const roles = ["Administrator", "LicenseManager", "Sales", "Customer"];

export function keyRoutes(door: Door): readonly Route[] {
  const { keys } = door.state;
  return [
    signedIn(door, permission.read, {
      method: "GET",
      path: /^\/v1\/api-keys$/,
      query: ["take", "skip"],
      handle: (call) => listed(door, call),
    }),
    signedIn(door, permission.write, {
      method: "POST",
      path: /^\/v1\/api-keys$/,
      body: {
        apiKey: {
          name: "text",
          ownerId: "text",
          permissions: "whole",
          expireDate: "text",
          description: "text",
        },
      },
      handle: (call, caller) => inserted(door, call, caller.account.id),
    }),
    signedIn(door, permission.delete, {
      method: "DELETE",
      path: /^\/v1\/api-keys\/(?<id>\d+)$/,
      handle: (call) =>
        keys.delete(Number(call.params.id)) ? answer({}) : refusal(1004, "API key not found."),
    }),
    signedIn(door, permission.read, {
      method: "GET",
      path: /^\/v1\/roles$/,
      handle: () =>
        answer({
          roles: roles.map((name, index) => ({ id: String(index + 1), name })),
          totalRolesCount: roles.length,
        }),
    }),
  ];
}

function listed(door: Door, call: Call): Reply {
  const [skip, take] = [call.query.get("skip") ?? "0", call.query.get("take") ?? "1000"];
  if (!/^\d{1,9}$/.test(skip) || !/^\d{1,9}$/.test(take)) {
    return forbiddenBy({ problem }, 400, "take and skip are numbers");
  }
  const all = [...door.state.keys.values()];
  const apiKeys = all.slice(Number(skip), Number(skip) + Number(take));
  return answer({ apiKeys, totalApiKeysCount: all.length });
}

function inserted(door: Door, call: Call, callerId: string): Reply {
  const asked = isRecord(call.body.apiKey) ? call.body.apiKey : {};
  const name = optionalText(asked, "name");
  const ownerId = optionalText(asked, "ownerId") ?? callerId;
  const permissions = optionalNumber(asked, "permissions") ?? 0;
  const expireDate = optionalText(asked, "expireDate");
  if (name === null) return refusal(1003, "The API key has no name.");
  if (!door.state.accounts.some((one) => one.id === ownerId)) return refusal(1005, "Owner not found.");
  if (permissions < 0 || permissions > 15) return refusal(1006, "Unknown permissions.");
  if (expireDate !== null && Number.isNaN(Date.parse(expireDate))) {
    return problem(400, "The JSON value could not be converted to System.DateTime.");
  }
  const description = optionalText(asked, "description");
  const apiKey = door.state.addKey({ name, ownerId, permissions, expireDate, description }, call.now);
  return answer({ apiKey });
}
