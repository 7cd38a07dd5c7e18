import { serviceIds } from "../helpers/services.ts";
import type { AttackWorld } from "./attackWorld.ts";
import type { AttackCase } from "./corpus/case.ts";
import { findSecret } from "./secretForms.ts";
import type { Arrival } from "./stub.ts";
import { foreignKey } from "./travel.ts";

/** What an attack brought about, as the servers and the client saw it: the proxy's own word counts for nothing. */
export interface Observed {
  readonly arrivals: readonly Arrival[];
  /** Everything the client heard, decoded. */
  readonly heard: string;
}

/** Every way in which the attack did harm; empty when it was stopped. */
export function harmDone(world: AttackWorld, attack: AttackCase, { arrivals, heard }: Observed): string[] {
  const harm = arrivals.flatMap((arrival) => harmOf(world, arrival));
  for (const id of serviceIds) {
    const form = findSecret(heard, world.real(id));
    if (form) harm.push(`the container heard the value of ${id}, ${form}`);
  }
  if (attack.outcome === "refused") {
    for (const { server, method, target } of arrivals) harm.push(`${method} ${target} reached ${server}`);
    if (/^HTTP\/1\.[01] 2\d\d /.test(heard)) harm.push(`the answer was ${heard.slice(0, 40)}`);
  }
  return harm;
}

function harmOf(world: AttackWorld, arrival: Arrival): string[] {
  const harm: string[] = [];
  const at = `${arrival.server} for ${arrival.host}`;
  const own = world.serviceOf(arrival.host);
  if (arrival.server === "service of the host") harm.push(`a service of the host was reached: ${arrival.target}`);
  if (/^\/(?:smuggled|admin)/.test(arrival.target)) harm.push(`a hidden request arrived at ${at}`);
  const text = [arrival.target, ...arrival.headers, ...arrival.trailers, arrival.body].join("\n");
  for (const id of serviceIds) {
    if (carries(text, world.placeholder(id))) harm.push(`the placeholder of ${id} arrived at ${at}`);
    const places = [...arrival.headers, ...arrival.trailers.map((it) => `trailer ${it}`), arrival.target, arrival.body];
    const found = places.filter((place) => findSecret(place, world.real(id)));
    const rightPlace = (place: string): boolean =>
      id === own && arrival.server === "tls" && /^(?:authorization|x-api-key|x-goog-api-key): /i.test(place);
    if (found.length > 1 || found.some((place) => !rightPlace(place)))
      harm.push(`the value of ${id} arrived at ${at} in ${found.map((it) => it.split(":")[0]).join(" and ")}`);
  }
  if (own !== null && carries(text, foreignKey)) harm.push(`a foreign key arrived at ${at}`);
  return harm;
}

/** In a way that a server would understand: plain, percent-encoded, or as Basic credentials. */
function carries(text: string, what: string): boolean {
  const form = findSecret(text, what);
  if (form !== null && !form.startsWith("base64") && form !== "Basic") return true;
  return [...text.matchAll(/^[^:\n]+:\s*basic\s+([A-Za-z0-9+/=_-]+)\s*$/gim)].some(([, credentials]) =>
    Buffer.from(credentials as string, "base64")
      .toString("latin1")
      .includes(what),
  );
}
