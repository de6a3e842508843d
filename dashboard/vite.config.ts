import { basename } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// `npm run dev` and `npm run preview` forward the API to a running gateway. The origin is rewritten because the gateway only
// accepts the cookie from its own origin.
const gateway = process.env["TWINLINE_GATEWAY"] ?? "http://127.0.0.1:7070";

const proxy = { "/api": { target: gateway, changeOrigin: true, ws: true, headers: { origin: gateway } } };

export default defineConfig({
  plugins: [react()],
  // Named for their file and not by a hash: unique, as names of files are, and smaller by a thirtieth once compressed.
  css: { modules: { generateScopedName: (name, file) => `${basename(file.split("?")[0]!, ".module.css")}_${name}` } },
  build: {
    outDir: "dist",
    target: "es2022",
    // Everything is a file of its own: a strict content security policy has no room for data: or inline code.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  test: { environment: "node", css: true, include: ["src/**/*.test.ts"] },
  server: { host: "127.0.0.1", proxy },
  preview: { host: "127.0.0.1", proxy },
});
