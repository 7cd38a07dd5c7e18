import { z } from "zod";

// The page's policy allows no code made from text, which zod tries for each schema: told before the first one is made.
z.config({ jitless: true });
await import("./start.tsx");
