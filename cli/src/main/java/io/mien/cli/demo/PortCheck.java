package io.mien.cli.demo;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Checks at once whether the page can have its port, long before the page is started. */
final class PortCheck {
    private static final int HIGHEST = 65_535;

    private PortCheck() {}

    /**
     * Looks.
     *
     * @param port on the loopback address; 0 for any
     * @throws CommandException if it is no port, or taken
     */
    static void requireFree(int port) {
        if (port < 0 || port > HIGHEST) {
            throw new CommandException(ExitCode.USAGE, "--port: " + port + " (expected: 0 to " + HIGHEST + ")");
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.PORT,
                    "--port: " + port + " cannot be listened on: " + e.getMessage()
                            + " (expected: a free port; choose another, or 0 for any, or stop the program that has it)",
                    e);
        }
    }
}
