/** The text that is laid over treated films again and again, as PNG in base64. The page draws it: it has the fonts. */
export function drawWatermark(lines: readonly string[]): string {
  const fontPx = 17;
  const font = `600 ${fontPx}px ${getComputedStyle(document.body).fontFamily}`;
  const canvas = document.createElement("canvas");
  const measure = canvas.getContext("2d");
  if (measure === null) throw new Error("no canvas");
  measure.font = font;
  const wide = Math.max(...lines.map((line) => measure.measureText(line).width));
  const high = lines.length * fontPx * 1.35;
  const angle = -0.3;
  // Even, as the colours of a film are stored by twos; some air between two stamps.
  const even = (length: number) => Math.ceil(length / 2) * 2;
  canvas.width = even(wide * Math.cos(angle) + high * Math.abs(Math.sin(angle)) + 40);
  canvas.height = even(wide * Math.abs(Math.sin(angle)) + high * Math.cos(angle) + 36);
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("no canvas");
  context.font = font;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.translate(canvas.width / 2, canvas.height / 2);
  context.rotate(angle);
  for (const [index, line] of lines.entries()) {
    const y = (index - (lines.length - 1) / 2) * fontPx * 1.35;
    // Seen on what is bright by its edge, on what is dark by itself.
    context.strokeStyle = "rgb(0 0 0 / 45%)";
    context.lineWidth = 3;
    context.strokeText(line, 0, y);
    context.fillStyle = "rgb(255 255 255 / 45%)";
    context.fillText(line, 0, y);
  }
  return canvas.toDataURL("image/png").slice("data:image/png;base64,".length);
}
