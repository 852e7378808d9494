/** Draws a decoded picture at its own size; the style sheet fits the canvas into its place. */
export function drawFrame(context: CanvasRenderingContext2D, frame: VideoFrame): void {
  const { canvas } = context;
  // Setting a size clears the canvas and costs memory, so only when it changes.
  if (canvas.width !== frame.displayWidth || canvas.height !== frame.displayHeight) {
    canvas.width = frame.displayWidth;
    canvas.height = frame.displayHeight;
  }
  context.drawImage(frame, 0, 0);
}
