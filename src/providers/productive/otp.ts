import { badAnswer, isSuccess } from "../../core/answers.ts";
import type { Credential } from "../../core/credential.ts";
import { FobError } from "../../core/errors.ts";
import type { HttpResponse } from "../../core/http.ts";
import type { Grant, OtpAnswer, ProviderDeps } from "../../core/provider.ts";
import type { Secret } from "../../core/secret.ts";
import { optionalTokenAt } from "../../core/tokens.ts";
import type { Api } from "./api.ts";
import { errorsOf, refused } from "./errors.ts";
import { proven } from "./login.ts";
import { documentOf, sessionAt, usableId } from "./schema.ts";

export async function answerOtp(
  deps: ProviderDeps,
  api: Api,
  pending: Credential,
  answer: OtpAnswer,
): Promise<Grant> {
  const userId = usableId(pending.details.userId ?? null, "user_id");
  const response = await api.ask({
    method: "PUT",
    path: ["sessions", usableId(pending.details.sessionId ?? null, "id"), "validate_otp"],
    body: {
      data: {
        type: "sessions",
        attributes: { otp: answer.code, password: passwordOf(answer) },
        relationships: { user: { data: { type: "users", id: userId } } },
      },
    },
    retry: "attempt",
    token: pending.secrets.token ?? null,
  });
  if (!isSuccess(response)) throw otpFailure(response);
  const row = sessionAt(documentOf(response), "data");
  const sent = optionalTokenAt(row.attributes, "token", deps.keep, "data.attributes.token");
  const token = sent ?? pending.secrets.token;
  if (token === undefined)
    throw badAnswer("The provider's answer has no usable token at data.attributes.token.");
  if (row.userId !== null && row.userId !== userId) {
    throw badAnswer("The provider answered for another user than the one who logged in.");
  }
  return proven(deps, api, { ...row, userId }, token);
}

function passwordOf({ password }: OtpAnswer): Secret {
  if (password !== null) return password;
  throw new FobError("input_needed", "Productive wants the password again with the code.", {
    hint: "Give it with --password-stdin or --secret password=SOURCE",
  });
}

function otpFailure(response: HttpResponse): FobError {
  const errors = errorsOf(response);
  if (response.status === 422 && errors.some(({ pointer }) => pointer === "data/attributes/otp")) {
    return new FobError("wrong_code", "Productive refused the code.", {
      hint: "Try the next code, or a recovery code: fob otp verify",
    });
  }
  const isLate = response.status === 403 && errors.some(({ code }) => code === "validation_time_expired");
  if (isLate || response.status === 404) {
    return new FobError("late_code", "The time for the code is over.", {
      hint: "Log in again: fob login productive",
    });
  }
  return refused(response, "bad_credentials", "Check the password and try again: fob otp verify");
}
