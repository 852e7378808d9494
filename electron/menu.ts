import { Menu, type MenuItemConstructorOptions } from "electron";

/** The main process has no page that could translate: its few words stand here, in both languages. */
const words = {
  "zh-CN": {
    console: "控制台",
    newWindow: "在另一块屏幕打开",
    wall: "电视墙窗口",
    print: "打印…",
    quit: "退出",
    edit: "编辑",
    view: "显示",
  },
  en: {
    console: "Console",
    newWindow: "Open on another screen",
    wall: "Video wall window",
    print: "Print…",
    quit: "Quit",
    edit: "Edit",
    view: "View",
  },
} as const;

export interface MenuActions {
  openWindow(): void;
  openWall(): void;
  print(): void;
  quit(): void;
}

/** Installs the menu. Its keys all hold a modifier: single letters belong to the page. */
export function installMenu(locale: string, actions: MenuActions): void {
  const text = words[locale.startsWith("zh") ? "zh-CN" : "en"];
  const template: MenuItemConstructorOptions[] = [
    {
      label: text.console,
      submenu: [
        { label: text.newWindow, accelerator: "CmdOrCtrl+Shift+N", click: () => actions.openWindow() },
        { label: text.wall, click: () => actions.openWall() },
        { label: text.print, accelerator: "CmdOrCtrl+P", click: () => actions.print() },
        { type: "separator" },
        { label: text.quit, accelerator: "CmdOrCtrl+Q", click: () => actions.quit() },
      ],
    },
    {
      label: text.edit,
      submenu: [
        { role: "undo" },
        { role: "redo" },
        { type: "separator" },
        { role: "cut" },
        { role: "copy" },
        { role: "paste" },
      ],
    },
    {
      label: text.view,
      submenu: [
        { role: "zoomIn" },
        { role: "zoomOut" },
        { role: "resetZoom" },
        { type: "separator" },
        { role: "togglefullscreen" },
      ],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
