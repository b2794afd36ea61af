/** A made-up person of the API that the guide to writing a provider takes for its example. */
export const exampleAccounts = {
  plain: {
    id: "usr_5a4db0c5",
    email: "ada@example.example",
    name: "Ada Example",
    password: "ada-example-password",
  },
} as const;

export type ExampleAccount = (typeof exampleAccounts)["plain"];
