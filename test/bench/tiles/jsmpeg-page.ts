/** The same tiles by jsmpeg, without a GPU. */
import JSMpeg from "@cycjimmy/jsmpeg-player";

declare global {
  interface Window {
    jsmpegBench: {
      open(tiles: number, width: number, height: number, port: number): void;
      shown(): number;
    };
  }
}

let shown = 0;
const players: unknown[] = [];

window.jsmpegBench = {
  open(tiles, width, height, port) {
    for (let at = 0; at < tiles; at++) {
      const canvas = document.createElement("canvas");
      canvas.style.cssText = `width:${width}px;height:${height}px;display:block;float:left`;
      document.body.append(canvas);
      let isDrawn = false;
      players.push(
        new JSMpeg.Player(`ws://127.0.0.1:${port}`, {
          canvas,
          audio: false,
          disableGl: true,
          pauseWhenHidden: false,
          videoBufferSize: 1024 * 1024,
          onVideoDecode() {
            if (isDrawn) return;
            isDrawn = true;
            requestAnimationFrame(() => {
              isDrawn = false;
              shown++;
            });
          },
        }),
      );
    }
  },
  shown: () => shown,
};
