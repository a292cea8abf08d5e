package io.mien.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to a server of this machine whose connections can be broken, as a network breaks them: without a word. */
final class BreakingNetwork implements AutoCloseable {
    private final URI server;
    private final ServerSocket door;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    BreakingNetwork(URI server) throws IOException {
        this.server = server;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    /** Where it is entered. */
    int port() {
        return door.getLocalPort();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "breaking-network");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket near = door.accept();
                Socket far = new Socket(server.getHost(), server.getPort());
                sockets.add(near);
                sockets.add(far);
                start(() -> pass(near, far));
                start(() -> pass(far, near));
            } catch (SocketException e) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void pass(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException e) {
            // Broken, as it should be.
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    /** Breaks what is open; new connections go through. */
    void breakAll() {
        for (Socket socket : sockets) {
            try {
                // With a reset, so that nothing that is on its way arrives.
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (IOException e) {
                // Closed by the other side in this moment.
            }
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        breakAll();
    }
}
