import { useEffect } from "react";
import { fontFamily } from "../ui/tokens.ts";

export interface PageBoxes {
  /** At the top from the second page on: the first has its head. */
  readonly topLeft: string;
  readonly topRight: string;
  readonly bottomLeft: string;
  /** Is given two marks that stand for the page's number and how many there are. */
  readonly bottomRight: (page: string, pages: string) => string;
}

/** Characters that no text has: between them stands the name of a counter. */
const mark = (counter: string) => `\u0001${counter}\u0001`;

/** A text as CSS writes it; nothing in it can end the string. */
export function cssString(text: string): string {
  return `"${text.replaceAll(/[^\p{L}\p{N} .,:/–()·-]/gu, (each) => `\\${each.codePointAt(0)?.toString(16)} `)}"`;
}

export function pageRules({ topLeft, topRight, bottomLeft, bottomRight }: PageBoxes): string {
  const counted = bottomRight(mark("page"), mark("pages"))
    .split("\u0001")
    .map((part, at) => (at % 2 === 0 ? cssString(part) : `counter(${part})`))
    .join(" ");
  const font = `font: 8.5pt ${fontFamily}; font-variant-numeric: tabular-nums; color: #000;`;
  const box = (name: string, content: string) => `@${name} { content: ${content}; ${font} }`;
  return [
    `@page { ${box("top-left", cssString(topLeft))} ${box("top-right", cssString(topRight))}`,
    `${box("bottom-left", cssString(bottomLeft))} ${box("bottom-right", counted)} }`,
    `@page :first { @top-left { content: none; } @top-right { content: none; } }`,
  ].join("\n");
}

/**
 * Writes into the margins of every printed page as long as the component is there. Not a style element: the
 * page's policy would ask for its nonce.
 */
export function usePageBoxes(boxes: PageBoxes): void {
  const rules = pageRules(boxes);
  useEffect(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rules);
    document.adoptedStyleSheets.push(sheet);
    return () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
    };
  }, [rules]);
}
