/** What every exit status means, for the manual and the contract. */
export const exitStatuses: readonly (readonly [statuses: readonly number[], meaning: string])[] = [
  [[0], "done, and known to be done"],
  [[1], "a bug of ours"],
  [[2], "wrong usage, or input needed and nobody to ask"],
  [[3], "partly done; the report lists every item"],
  [[4], "not logged in, or the login has expired"],
  [[5], "the provider refused: wrong password or code, forbidden, blocked"],
  [[6], "network, DNS, TLS, time limit"],
  [[7], "the provider answered with an error of its own or with nonsense"],
  [[8], "rate limited beyond the time limit"],
  [[9], "credential store unavailable, locked, denied or too slow"],
  [[10], "local file or output failed"],
  [[11], "waited too long for another `fob`"],
  [[12], "outcome unknown: it may or may not have taken effect; the text says how to find out"],
  [[13], "refused for safety: foreign address, plain http off loopback, any redirect, an unsafe file"],
  [[14], "this provider cannot do that"],
  [[15], "a second factor is pending"],
  [
    [125, 126, 127],
    "`exec`: fob itself failed; the command cannot be run; there is no such command. Else the command's own",
  ],
  [[129, 130, 143], "ended by SIGHUP, SIGINT, SIGTERM"],
];
