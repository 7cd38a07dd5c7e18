import { EventEmitter } from "node:events";
import type {
  Dialog,
  MenuItemConstructorOptions,
  MessageBoxOptions,
  NativeImage,
  NotificationConstructorOptions,
  Menu as RealMenu,
  Notification as RealNotification,
  Tray as RealTray,
  Shell,
} from "electron";

/** What the system would have drawn or done. */
export const record = {
  trays: [] as Tray[],
  menu: null as Menu | null,
  notifications: [] as Notification[],
  opened: [] as string[],
  /** Where a person would save what they are asked about; empty cancels. */
  saveAs: "",
};

export class Menu {
  readonly template: MenuItemConstructorOptions[];

  constructor(template: MenuItemConstructorOptions[]) {
    this.template = template;
  }
  static buildFromTemplate(template: MenuItemConstructorOptions[]): RealMenu {
    return new Menu(template) as unknown as RealMenu;
  }
  static setApplicationMenu(menu: RealMenu | null): void {
    record.menu = menu as unknown as Menu | null;
  }
}

export interface ImageDouble {
  readonly dataUrl: string;
  readonly scales: number[];
  isTemplate: boolean;
}

export const nativeImage = {
  createFromDataURL(dataUrl: string): NativeImage {
    const image = {
      dataUrl,
      scales: [1],
      isTemplate: false,
      addRepresentation({ scaleFactor = 1 }: { scaleFactor?: number }) {
        image.scales.push(scaleFactor);
      },
      setTemplateImage(isTemplate: boolean) {
        image.isTemplate = isTemplate;
      },
    };
    return image as ImageDouble as unknown as NativeImage;
  },
};

export class Tray
  extends EventEmitter
  implements Pick<RealTray, "setImage" | "setToolTip" | "setContextMenu" | "setTitle" | "popUpContextMenu" | "destroy">
{
  image: ImageDouble;
  toolTip = "";
  title = "";
  menu: Menu | null = null;

  constructor(image: NativeImage) {
    super();
    this.image = image as unknown as ImageDouble;
    record.trays.push(this);
  }
  setImage(image: NativeImage | string): void {
    this.image = image as unknown as ImageDouble;
  }
  setToolTip(text: string): void {
    this.toolTip = text;
  }
  setTitle(text: string): void {
    this.title = text;
  }
  setContextMenu(menu: RealMenu | null): void {
    this.menu = menu as unknown as Menu | null;
  }
  popUpContextMenu(): void {}
  destroy(): void {
    record.trays.splice(record.trays.indexOf(this), 1);
  }
}

export class Notification extends EventEmitter implements Pick<RealNotification, "show" | "close" | "title" | "body"> {
  readonly options: NotificationConstructorOptions;
  readonly title: string;
  readonly body: string;
  /** Ms since 1970. */
  shownAt = 0;

  constructor(options: NotificationConstructorOptions) {
    super();
    this.options = options;
    this.title = options.title ?? "";
    this.body = options.body ?? "";
  }
  static isSupported(): boolean {
    return true;
  }
  show(): void {
    this.shownAt = performance.timeOrigin + performance.now();
    record.notifications.push(this);
    this.emit("show", {});
  }
  close(): void {
    const at = record.notifications.indexOf(this);
    if (at >= 0) record.notifications.splice(at, 1);
    this.emit("close", {});
  }
}

export interface OpenDialog {
  readonly options: MessageBoxOptions;
  readonly answer: (response: number, checkboxChecked: boolean) => void;
}
export const openDialogs: OpenDialog[] = [];

export const dialog = {
  showMessageBox(first: unknown, second?: MessageBoxOptions) {
    const options = second ?? (first as MessageBoxOptions);
    return new Promise<{ response: number; checkboxChecked: boolean }>((resolve) => {
      const open: OpenDialog = {
        options,
        answer: (response, checkboxChecked) => {
          openDialogs.splice(openDialogs.indexOf(open), 1);
          resolve({ response, checkboxChecked });
        },
      };
      openDialogs.push(open);
    });
  },
  async showSaveDialog(options: unknown) {
    void options;
    return { canceled: record.saveAs === "", filePath: record.saveAs };
  },
} satisfies Pick<Dialog, "showMessageBox"> & { showSaveDialog: unknown };

export const shell = {
  async openExternal(address) {
    record.opened.push(address);
  },
  async openPath(path) {
    record.opened.push(path);
    return "";
  },
} satisfies Pick<Shell, "openExternal" | "openPath">;

export const nativeTheme = { shouldUseDarkColors: true };
