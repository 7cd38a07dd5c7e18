import { purse } from "../../tests/helpers/standIn/people.ts";
import { full, type World } from "./scene.ts";

const address = "https://github.com/northquay/ledger.git";

/** A session that begins from a repository's address: the form, and the clone on its way. */
export const addressWorld: World = {
  name: "repository at an address",
  options: () => ({
    ...full(),
    credentials: purse().map((credential) =>
      credential.id === "github" ? { ...credential, health: "not_set" as const } : credential,
    ),
    handlers: {
      sessions: {
        createWithProgress: async function* ({ name = "" }) {
          yield { type: "begun", name };
          for (const step of ["checking the container engine", "testing the network lock", `cloning ${address}`]) {
            yield { type: "step", step };
          }
          yield { type: "progress", what: "receiving objects", fraction: 0.45 };
          await new Promise(() => {});
        },
      },
    },
  }),
  scenes: [
    {
      name: "create-address-refused",
      address: "/sessions?new=",
      prepare: (page) => page.getByLabel("Repository").fill("http://github.com/northquay/ledger"),
    },
    {
      name: "create-address",
      address: "/sessions?new=",
      prepare: async (page) => {
        await page.getByLabel("Repository").fill("https://me:word@github.com/northquay/ledger.git");
        await page.getByText("was left out of the address", { exact: false }).waitFor();
        await page.getByLabel("Prompt").focus();
      },
    },
    {
      name: "session-cloning",
      address: "/sessions?new=",
      prepare: async (page) => {
        await page.getByLabel("Repository").fill(address);
        await page.keyboard.press("Control+Enter");
        await page.getByRole("progressbar").waitFor();
      },
    },
    { name: "sessions-cloning", address: "/sessions" },
  ],
};
