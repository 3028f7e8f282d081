/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_ERR_H
#define BASE_ERR_H

/*
 * What went wrong, in words for the user: what happened, on which object, why,
 * and what to do where we know. It lives on somebody's stack, is never NULL, and
 * owns nothing; a text that does not fit is cut short.
 *
 * A function that takes one returns 0 or more, or a negative errno. Success
 * leaves err alone; failure fills it and leaves the ret_ arguments alone.
 */
struct err {
	int code; /* positive errno; 0 while nothing went wrong */
	char text[800];
};

/* Fills err and returns -code. The text says what and on which object; no newline. */
int err_set(struct err *err, int code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* Like err_set(), and ends the text with ": " and the words for code. */
int err_sys(struct err *err, int code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* Puts "...: " in front of the text that is there; returns -err->code. */
int err_wrap(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Adds "; ..." behind the text that is there: what to do about it. Returns -err->code. */
int err_hint(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* No memory is an error like any other: err_oom(err) returns -ENOMEM. */
int err_oom(struct err *err);

#endif
