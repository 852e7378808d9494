import "i18next";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    returnNull: false;
    resources: {
      translation: {
        alarms: typeof import("../../resources/locales/zh-CN/alarms.json");
        app: typeof import("../../resources/locales/zh-CN/app.json");
        devices: typeof import("../../resources/locales/zh-CN/devices.json");
        errors: typeof import("../../resources/locales/zh-CN/errors.json");
        log: typeof import("../../resources/locales/zh-CN/log.json");
        site: typeof import("../../resources/locales/zh-CN/site.json");
        wall: typeof import("../../resources/locales/zh-CN/wall.json");
      };
    };
  }
}
