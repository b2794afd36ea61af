import { without } from "../../support/needs.ts";

const unshare = process.getuid?.() === 0 ? ["unshare", "-nm"] : ["unshare", "-rnm"];

/** An address in the black hole. */
export const swallowed = "10.9.0.2";

/** A network of its own, in which packets get lost and nothing says so; the file names the name servers there. */
function blackHole(resolver: string): string {
  return `
    ip link set lo up
    ip link add hole type veth peer name other
    ip addr add 10.9.0.1/24 dev hole
    ip link set hole up
    ip link set other up
    ip neigh add ${swallowed} lladdr 02:00:00:00:00:09 dev hole nud permanent
    mount --bind ${resolver} /etc/resolv.conf
  `;
}

export function inBlackHole(resolver: string, command: readonly string[]): readonly string[] {
  return [...unshare, "sh", "-ec", `${blackHole(resolver)} exec "$@"`, "sh", ...command];
}

export const noBlackHole = without(
  inBlackHole("/etc/resolv.conf", ["true"]),
  "unshare -nm with ip (iproute2)",
);
