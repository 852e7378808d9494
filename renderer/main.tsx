import "./rpc/no-code-from-text.ts";

// A chunk of its own: what stands in this one is loaded first, and so are the chunks that it shares with others.
await import("./start.tsx");
