package io.mien.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** A command line as a message may repeat it: without what is secret in it. */
final class GivenArguments {
    private static final Set<String> SECRET =
            Set.of("--schema-registry-user-info", "--schema-registry-token", "--token");
    private static final Pattern USER_INFO = Pattern.compile("//[^/]*@");
    private static final String HIDDEN = "…";

    private GivenArguments() {}

    static String shown(String[] arguments) {
        List<String> shown = new ArrayList<>();
        boolean secret = false;
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            if (secret) {
                shown.add(HIDDEN);
            } else if (equals > 0 && SECRET.contains(name)) {
                shown.add(name + "=" + HIDDEN);
            } else {
                shown.add(USER_INFO.matcher(argument).replaceAll("//" + HIDDEN + "@"));
            }
            secret = !secret && equals < 0 && SECRET.contains(argument);
        }
        return shown.toString();
    }
}
