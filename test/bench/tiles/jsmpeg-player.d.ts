/** As far as the benchmark uses it; the package has no types of its own. */
declare module "@cycjimmy/jsmpeg-player" {
  const JSMpeg: {
    readonly Player: new (
      url: string,
      options: {
        readonly canvas: HTMLCanvasElement;
        readonly audio: boolean;
        readonly disableGl: boolean;
        readonly pauseWhenHidden: boolean;
        readonly videoBufferSize: number;
        readonly onVideoDecode: () => void;
      },
    ) => unknown;
  };
  export default JSMpeg;
}
