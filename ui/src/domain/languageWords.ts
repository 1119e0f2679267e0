// Reserved words and names of the core library, by the languages' own references.

/** Java Language Specification, 3.9, and types of java.lang, java.io and java.util. */
export const JAVA_WORDS = `
abstract assert boolean break byte case catch char class continue default do double else enum extends false final
finally float for if implements import instanceof int interface long new null package private protected public record
return sealed short static super switch synchronized this throw throws true try var void volatile while yield
ArrayDeque ArrayList Arrays BigDecimal BigInteger BufferedReader Character Collections Comparator Deque Exception
HashMap HashSet IllegalArgumentException IllegalStateException Integer InputStreamReader IOException Iterator
LinkedHashMap LinkedList List Long Map Math Object Objects Optional PriorityQueue Queue RuntimeException Scanner Set
Stream String StringBuilder System TreeMap TreeSet`;

/** ECMAScript, 12.7.2 and 19, and the host objects of a program without a browser. */
export const JAVASCRIPT_WORDS = `
async await break case catch class const continue default delete do else export extends false finally for function if
import in instanceof let new null of return static super switch this throw true try typeof undefined var void while
yield Array BigInt Boolean Date Error Infinity JSON Map Math NaN Number Object Promise RegExp Set String Symbol TypeError
console isNaN parseFloat parseInt process require structuredClone`;

/** JavaScript's, and what the TypeScript handbook adds for types. */
export const TYPESCRIPT_WORDS = `${JAVASCRIPT_WORDS}
abstract any as asserts bigint boolean declare enum infer interface is keyof never number object private protected public
readonly satisfies string symbol type undefined unique unknown Partial Pick Record Readonly Required Omit ReturnType`;

/** Ruby's reserved words, Kernel methods and core classes. */
export const RUBY_WORDS = `
alias and begin break case class def defined? do else elsif end ensure false for if in module next nil not or redo
rescue retry return self super then true undef unless until when while yield
attr_accessor attr_reader attr_writer block_given? each each_line each_with_index freeze gets include? inject lambda loop
map p print printf private proc puts raise reduce require require_relative select sort_by
Array Comparable Enumerable Float Hash Integer JSON Range Regexp STDIN Set StandardError String Struct Symbol Time`;
