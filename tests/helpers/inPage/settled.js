// Runs in the page.
Object.assign(
  globalThis.looks,
  (() => {
    /** Ends when nothing was drawn anew for three frames: what is on its way has come. */
    async function settled() {
      const frame = () => new Promise((resolve) => requestAnimationFrame(() => resolve()));
      const look = () => {
        const all = document.body.querySelectorAll("*");
        const moving = document.getAnimations().filter(({ playState }) => playState === "running").length;
        return [
          all.length,
          moving,
          document.documentElement.dataset.theme,
          ...[...all].map((one) => one.className),
        ].join();
      };
      let same = 0;
      let before = "";
      while (same < 3) {
        await frame();
        const now = look();
        same = now === before ? same + 1 : 0;
        before = now;
      }
      await document.fonts.ready;
    }

    return { settled };
  })(),
);
