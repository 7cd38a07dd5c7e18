import fc from "fast-check";

// The same cases each time: what fails for one fails for everybody, and what passes here passes on another machine.
// `FUZZ_SEED=N` draws others.
fc.configureGlobal({ seed: Number(process.env.FUZZ_SEED ?? 20_261_124) });

export { fc };
