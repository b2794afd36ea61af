import type { Finding } from "../../core/finding.ts";

/** Variables that change what fob does behind its user's back. */
export function inspectEnvironment({
  env,
  versions,
}: Pick<NodeJS.Process, "env" | "versions">): readonly Finding[] {
  const node: Finding = {
    check: "environment",
    subject: "node",
    status: "ok",
    message: `Node ${versions.node}`,
    hint: null,
  };
  const findings = [node];
  const warn = (subject: string, message: string, hint: string) =>
    findings.push({ check: "environment", subject, status: "warning", message, hint });
  if (env.NODE_EXTRA_CA_CERTS && versions.node.startsWith("20.")) {
    // Node 20 parses the whole bundle at every start: nodejs/node#40524.
    warn(
      "NODE_EXTRA_CA_CERTS",
      "It triples the start of every Node 20 process.",
      "Use a newer Node, or --set caFile=PATH for one profile.",
    );
  }
  if (env.NODE_TLS_REJECT_UNAUTHORIZED === "0") {
    warn(
      "NODE_TLS_REJECT_UNAUTHORIZED",
      "fob ignores it; other Node programs trust everybody.",
      "unset NODE_TLS_REJECT_UNAUTHORIZED",
    );
  }
  if (env.FOB_TOKEN && !env.FOB_PROVIDER)
    warn("FOB_TOKEN", "It is set without FOB_PROVIDER.", "export FOB_PROVIDER=ID, or unset FOB_TOKEN");
  if (env.FOB_TOKEN && env.FOB_PROFILE)
    warn("FOB_TOKEN", "It contradicts FOB_PROFILE.", "unset FOB_TOKEN or FOB_PROFILE");
  return findings;
}
