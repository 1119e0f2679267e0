"""Matrices: products, powers, determinants, inverses over fractions, LU over floats, spirals."""
from fractions import Fraction
from functools import reduce
from itertools import chain


class Matrix:
    def __init__(self, rows):
        self.rows = [list(row) for row in rows]

    @classmethod
    def identity(cls, size):
        return cls([int(r == c) for c in range(size)] for r in range(size))

    def __matmul__(self, other):
        columns = list(zip(*other.rows))
        return Matrix([sum(a * b for a, b in zip(row, column)) for column in columns] for row in self.rows)

    def __pow__(self, power):
        result, base = Matrix.identity(len(self.rows)), self
        while power:
            if power & 1:
                result @= base
            base, power = base @ base, power >> 1
        return result

    def __eq__(self, other):
        return self.rows == other.rows

    def transpose(self):
        return Matrix(zip(*self.rows))

    def reduced(self):
        """Row echelon form over fractions, and the determinant where it is square."""
        rows = [[Fraction(x) for x in row] for row in self.rows]
        determinant, rank = Fraction(1), 0
        for column in range(len(rows[0])):
            pivot = next((r for r in range(rank, len(rows)) if rows[r][column]), None)
            if pivot is None:
                determinant *= 0 if column < len(rows) else 1
                continue
            if pivot != rank:
                rows[rank], rows[pivot] = rows[pivot], rows[rank]
                determinant = -determinant
            determinant *= rows[rank][column]
            rows[rank] = [x / rows[rank][column] for x in rows[rank]]
            for other in range(len(rows)):
                if other != rank and rows[other][column]:
                    factor = rows[other][column]
                    rows[other] = [x - factor * y for x, y in zip(rows[other], rows[rank])]
            rank += 1
            if rank == len(rows):
                break
        return rows, determinant

    def inverse(self):
        size = len(self.rows)
        rows, _ = Matrix(row + unit for row, unit in zip(self.rows, Matrix.identity(size).rows)).reduced()
        return Matrix(row[size:] for row in rows)

    def __str__(self):
        texts = [[str(x) for x in row] for row in self.rows]
        width = max(map(len, chain(*texts)))
        return "\n".join("[ " + " ".join(f"{text:>{width}}" for text in row) + " ]" for row in texts)


def spiral(size):
    grid, r, c, dr, dc = [[0] * size for _ in range(size)], 0, 0, 0, 1
    for number in range(1, size * size + 1):
        grid[r][c] = number
        if grid[(r + dr) % size][(c + dc) % size]:
            dr, dc = dc, -dr
        r, c = r + dr, c + dc
    return Matrix(grid)


def lu(rows):
    size = len(rows)
    lower, upper = [[0.0] * size for _ in rows], [list(map(float, row)) for row in rows]
    for k in range(size):
        lower[k][k] = 1.0
        for r in range(k + 1, size):
            lower[r][k] = upper[r][k] / upper[k][k]
            upper[r] = [x - lower[r][k] * y for x, y in zip(upper[r], upper[k])]
    return lower, upper


def main():
    a = Matrix([[2, -1, 0], [-1, 2, -1], [0, -1, 2]])
    b = Matrix([[1, 2, 3], [4, 5, 6]])
    print(a, b @ a, b.transpose(), a**10, sep="\n\n")
    print("\ndeterminant", a.reduced()[1], "inverse:")
    print(a.inverse())
    print("a @ a^-1 is I:", a @ a.inverse() == Matrix.identity(3))
    hilbert = Matrix([Fraction(1, r + c + 1) for c in range(4)] for r in range(4))
    print(hilbert.inverse(), "det", hilbert.reduced()[1])
    print(Matrix(Matrix([[1, 2, 3], [2, 4, 6], [1, 0, 1]]).reduced()[0]))
    print(spiral(9))
    print("fibonacci:", (Matrix([[1, 1], [1, 0]]) ** 90).rows[0][1])
    lower, upper = lu([[4, 3, 2, 1], [3, 5, 1, 2], [2, 1, 6, 3], [1, 2, 3, 7]])
    for row in lower + upper:
        print(" ".join(f"{x:9.5f}" for x in row))
    print("product of the diagonal:", f"{reduce(lambda x, y: x * y, (upper[k][k] for k in range(4))):.6f}")
    magic = [[8, 1, 6], [3, 5, 7], [4, 9, 2]]
    print("magic:", {sum(line) for line in magic + list(map(list, zip(*magic)))}, list(zip(*magic[::-1])))


main()
