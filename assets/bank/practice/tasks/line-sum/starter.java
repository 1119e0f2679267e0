import java.io.*;
import java.nio.charset.StandardCharsets;
import java.util.*;
import java.util.regex.Pattern;

class Main {
    static String answer(List<?> numbers) {
        // Your code. `numbers` is the parsed line; return what to print.
        // Whole numbers are Long.
        return "0";
    }

    public static void main(String[] args) throws IOException {
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var output = new StringBuilder();
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            output.append(answer((List<?>) Json.parse(line))).append('\n');
        }
        System.out.print(output);
    }
}

/** A small JSON reader: Map, List, String, Long, Double, Boolean or null. */
final class Json {
    private static final Pattern NUMBER =
            Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");
    private static final Pattern FOUR_HEX = Pattern.compile("[0-9a-fA-F]{4}");

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** Throws IllegalArgumentException if the text is not JSON. */
    static Object parse(String text) {
        Json json = new Json(text);
        Object value = json.value();
        if (json.peek() != 0) throw json.error();
        return value;
    }

    private IllegalArgumentException error() {
        return new IllegalArgumentException("not JSON at character " + at);
    }

    /** The next character that is not a blank, 0 at the end. */
    private char peek() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
        return at < text.length() ? text.charAt(at) : 0;
    }

    private boolean take(char wanted) {
        if (peek() != wanted) return false;
        at++;
        return true;
    }

    private void expect(char wanted) {
        if (!take(wanted)) throw error();
    }

    private Object value() {
        char next = peek();
        if (next == '"') return string();
        if (take('{')) {
            Map<String, Object> map = new LinkedHashMap<>();
            if (take('}')) return map;
            do {
                if (peek() != '"') throw error();
                String name = string();
                expect(':');
                map.put(name, value());
            } while (take(','));
            expect('}');
            return map;
        }
        if (take('[')) {
            List<Object> list = new ArrayList<>();
            if (take(']')) return list;
            do list.add(value()); while (take(','));
            expect(']');
            return list;
        }
        int start = at;
        while (at < text.length() && ",:]} \t\r\n".indexOf(text.charAt(at)) < 0) at++;
        String word = text.substring(start, at);
        if (word.equals("true")) return true;
        if (word.equals("false")) return false;
        if (word.equals("null")) return null;
        if (!NUMBER.matcher(word).matches()) throw error();
        if (WHOLE.matcher(word).matches()) return Long.valueOf(word);
        return Double.valueOf(word);
    }

    private String string() {
        StringBuilder out = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') return out.toString();
            if (c < ' ') throw error();
            if (c == '\\') {
                if (at == text.length()) throw error();
                char escape = text.charAt(at++);
                int index = "\"\\/bfnrt".indexOf(escape);
                if (index >= 0) {
                    c = "\"\\/\b\f\n\r\t".charAt(index);
                } else if (escape == 'u') {
                    String hex = text.substring(at, Math.min(at + 4, text.length()));
                    if (!FOUR_HEX.matcher(hex).matches()) throw error();
                    c = (char) Integer.parseInt(hex, 16);
                    at += 4;
                } else {
                    throw error();
                }
            }
            out.append(c);
        }
        throw error();
    }
}
