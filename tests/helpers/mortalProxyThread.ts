import "../../src-main/core/proxy/proxyThread.ts";

// The proxy's thread as it is, and a way to end it as running out of memory would.
const channel = new BroadcastChannel("end-of-proxy-thread");
channel.onmessage = () => process.exit(3);
