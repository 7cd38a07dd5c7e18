import { accessCases } from "./access.ts";
import { agreementCases } from "./agreement.ts";
import { answerCases } from "./answers.ts";
import { bypassCases } from "./bypass.ts";
import type { AttackCase } from "./case.ts";
import { destinationCases } from "./destination.ts";
import { foreignKeyCases } from "./foreignKeys.ts";
import { mintingCases } from "./minting.ts";
import { otherRepositoryCases } from "./otherRepositories.ts";
import { pathTrickCases } from "./pathTricks.ts";
import { placeholderCases } from "./placeholders.ts";
import { proposeModeCases } from "./proposeMode.ts";
import { readModeCases } from "./readMode.ts";
import { smugglingCases } from "./smuggling.ts";

/** Every attack on the proxy that we know of. One that got through once is here for good. */
export const attacks: readonly AttackCase[] = [
  ...accessCases,
  ...destinationCases,
  ...agreementCases,
  ...smugglingCases,
  ...placeholderCases,
  ...foreignKeyCases,
  ...pathTrickCases,
  ...mintingCases,
  ...readModeCases,
  ...proposeModeCases,
  ...otherRepositoryCases,
  ...bypassCases,
  ...answerCases,
];
