/** Reads from the server at the address given as argument, and prints the results as JSON. */

import createClient from "openapi-fetch";
import type { components, paths } from "./api.d.ts";

const address = process.argv[2];
if (!address) throw new Error("Usage: node client.js ADDRESS");
/** The media types to read: JSON for answers and for errors. */
type Json = "application/json" | "application/problem+json";
const client = createClient<paths, Json>({ baseUrl: address });

function dataOf<T>({ data, error }: { data?: T; error?: unknown }): T {
  if (data === undefined) throw new Error(JSON.stringify(error));
  return data;
}

const list = dataOf(
  await client.GET("/api/v1/positions/", {
    params: { query: { topic: ["nato-membership"], actor: ["russia", "ukraine"], page_size: 2 } },
  }),
);

const detail = dataOf(
  await client.GET("/api/v1/positions/{slug}/", { params: { path: { slug: "rutte-on-nato-membership" } } }),
);

const byActor = dataOf(
  await client.GET("/api/v1/topics/{slug}/positions/by-actor/", {
    params: { path: { slug: "nato-membership" }, query: { in_force_on: "2025-12-03" } },
  }),
);

/** Returns the title of an entry of the timeline. The compiler knows an entry's keys from its kind. */
function title(entry: components["schemas"]["TimelineEntry"]): string {
  switch (entry.kind) {
    case "meeting":
      return entry.title;
    case "proposal":
      return entry.name;
    default:
      return entry.summary;
  }
}

const timeline = dataOf(await client.GET("/api/v1/timeline/", { params: { query: { page_size: 50 } } }));

const invalid = await client.GET("/api/v1/positions/", { params: { query: { actor: ["rusia"] } } });

console.log(
  JSON.stringify({
    list: list.results.map((position) => position.holder.slug),
    detail: [detail.stance, detail.speaker?.slug, detail.citations[0]?.source.slug],
    byActor: Object.fromEntries(byActor.results.map((row) => [row.actor.slug, row.in_force.map((p) => p.stance)])),
    timeline: timeline.results.map((entry) => [entry.kind, title(entry)]),
    error: [invalid.response.status, invalid.error?.errors?.[0]?.suggestion],
  }),
);
