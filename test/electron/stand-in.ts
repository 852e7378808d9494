import { EventEmitter } from "node:events";
import { vi } from "vitest";

/**
 * Stands in for the module "electron": records what the shell does with it. It knows nothing that
 * Electron does by itself; what real Electron does is seen in real-electron.test.ts.
 */
export class FakePort extends EventEmitter {
  readonly close = vi.fn();
  readonly start = vi.fn();
  readonly postMessage = vi.fn();
}

export class FakeUtility extends EventEmitter {
  readonly pid: number;
  readonly posted: { readonly message: { readonly type: string }; readonly ports: readonly FakePort[] }[] = [];

  readonly file: string;
  readonly options: { readonly env: Record<string, string> };

  constructor(file: string, options: { readonly env: Record<string, string> }, pid: number) {
    super();
    this.file = file;
    this.options = options;
    this.pid = pid;
  }

  postMessage(message: { readonly type: string }, ports: readonly FakePort[] = []): void {
    this.posted.push({ message, ports });
  }

  types(): readonly string[] {
    return this.posted.map(({ message }) => message.type);
  }
}

class FakeContents extends EventEmitter {
  url = "";
  readonly getURL = (): string => this.url;
  readonly send = vi.fn();
  readonly postMessage = vi.fn();
  readonly reload = vi.fn();
  readonly print = vi.fn();
  readonly setWindowOpenHandler = vi.fn();
}

export function makeElectron() {
  const forks: FakeUtility[] = [];
  const windows: FakeWindow[] = [];
  const order: string[] = [];
  const channels: { readonly port1: FakePort; readonly port2: FakePort }[] = [];

  class FakeWindow extends EventEmitter {
    readonly webContents = new FakeContents();
    readonly loadURL = vi.fn((url: string) => {
      this.webContents.url = url;
      return Promise.resolve();
    });
    readonly show = vi.fn();
    readonly focus = vi.fn();
    readonly restore = vi.fn();
    readonly isMinimized = () => true;
    readonly isDestroyed = () => false;
    readonly getBounds = () => ({ x: 0, y: 0, width: 1, height: 1 });
    static readonly getAllWindows = () => windows;
    static readonly getFocusedWindow = () => windows[0] ?? null;

    readonly options: { readonly webPreferences: Record<string, unknown> };

    constructor(options: { readonly webPreferences: Record<string, unknown> }) {
      super();
      this.options = options;
      windows.push(this);
      electron.app.emit("web-contents-created", {}, this.webContents);
    }
  }

  class FakeApp extends EventEmitter {
    isPackaged = false;
    hasLock = true;
    readonly setPath = vi.fn();
    readonly getVersion = () => "0.0.1";
    readonly getLocale = () => "en-GB";
    readonly requestSingleInstanceLock = vi.fn(() => this.hasLock);
    readonly quit = vi.fn();
    readonly exit = vi.fn((code: number) => order.push(`exit ${code}`));
    readonly enableSandbox = vi.fn(() => order.push("enableSandbox"));
    readonly whenReady = () => {
      order.push("ready");
      return Promise.resolve();
    };
  }

  const pages = Object.assign(new EventEmitter(), {
    setPermissionRequestHandler: vi.fn(),
    setPermissionCheckHandler: vi.fn(),
    setDevicePermissionHandler: vi.fn(),
    webRequest: { onBeforeRequest: vi.fn() },
  });

  const electron = {
    app: new FakeApp(),
    BrowserWindow: FakeWindow,
    ipcMain: new EventEmitter(),
    MessageChannelMain: class {
      readonly port1 = new FakePort();
      readonly port2 = new FakePort();

      constructor() {
        channels.push(this);
      }
    },
    Menu: { buildFromTemplate: vi.fn((template: unknown) => template), setApplicationMenu: vi.fn() },
    powerSaveBlocker: { start: vi.fn() },
    protocol: {
      registerSchemesAsPrivileged: vi.fn(() => order.push("registerSchemes")),
      handle: vi.fn<(scheme: string, answer: (request: Request) => Promise<Response>) => void>(),
    },
    screen: {
      getAllDisplays: () => [{ id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
      getDisplayMatching: () => ({ id: 1 }),
    },
    session: { defaultSession: pages },
    utilityProcess: {
      fork(file: string, _args: readonly string[], options: { readonly env: Record<string, string> }): FakeUtility {
        const child = new FakeUtility(file, options, 100_000_000 + forks.length);
        forks.push(child);
        return child;
      },
    },
  };
  return { electron, forks, windows, order, pages, channels };
}
