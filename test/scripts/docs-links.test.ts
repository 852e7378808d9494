import { expect, test } from "vitest";
import { brokenLinks } from "../../scripts/docs-links.ts";

test("relative links must lead to a file; others, anchors and code are left alone", () => {
  const text = `[a](b.md) ![c](images/c.png "title") [d](../README.md#top) [e](https://example.org/x) [f](#here)
[g](gone.md) [h](/docs/b.md) \`[i](code.md)\`
\`\`\`
[j](block.md)
\`\`\``;
  const there = ["docs/b.md", "docs/images/c.png", "README.md"];
  expect(brokenLinks("docs/a.md", text, (path) => there.includes(path))).toEqual(["gone.md"]);
});
