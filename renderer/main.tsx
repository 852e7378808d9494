import "./rpc/no-code-from-text.ts";

// Only afterwards: a bundle may put schemas into a file that runs before this one does.
const { openPage } = await import("./open-page.tsx");
await openPage();
