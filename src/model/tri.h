/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_TRI_H
#define MODEL_TRI_H

/* An answer to a yes-or-no question about the machine. "Could not look" is never "no". */
enum tri {
	TRI_UNKNOWN = -1,
	TRI_NO,
	TRI_YES,
};

#endif
