package io.mien.evaluation;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Names as people number them: {@code 9.jpg} before {@code 10.jpg}. Names with as many digits are in their characters' order. */
final class NaturalOrder implements Comparator<String> {
    private static final Pattern RUN = Pattern.compile("[0-9]+|[^0-9]+");

    @Override
    public int compare(String first, String second) {
        List<String> one = runs(first);
        List<String> other = runs(second);
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            int compared = compareRuns(one.get(i), other.get(i));
            if (compared != 0) {
                return compared;
            }
        }
        // 1.jpg and 01.jpg are the same number, and still two files.
        return one.size() == other.size() ? first.compareTo(second) : Integer.compare(one.size(), other.size());
    }

    private static List<String> runs(String name) {
        return RUN.matcher(name).results().map(MatchResult::group).toList();
    }

    private static int compareRuns(String one, String other) {
        return isNumber(one) && isNumber(other)
                ? new BigInteger(one).compareTo(new BigInteger(other))
                : one.compareTo(other);
    }

    private static boolean isNumber(String run) {
        return run.charAt(0) >= '0' && run.charAt(0) <= '9';
    }
}
